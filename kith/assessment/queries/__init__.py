"""What the assessment room can tell: who carries what, what waits to be allocated, and where a child stands."""
