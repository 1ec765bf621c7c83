"""Statutory returns: what the Department collects from a children's services authority, read and written."""
