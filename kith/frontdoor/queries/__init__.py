"""What the front door reads."""
