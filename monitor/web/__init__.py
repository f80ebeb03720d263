"""The small web part: pages that work without scripts, and a read interface for other systems."""
