"""Kith: the case record of children's social care in England."""
