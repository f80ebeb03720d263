"""What is protected and who listens: entries, categories and their rules, import, built-in lists."""
