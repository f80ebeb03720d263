"""Compares marks, names and titles: folding, sound, shape, rarity, signals and the learned score."""
