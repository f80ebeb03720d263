"""Until when, how bad and what next: deadlines, levels and advice, each from dated and sourced data."""
