"""Carrying plans out through open clients: one plan at once, or a night's thousands of contracts."""
