"""The law, guidance and local practice as data, and the arithmetic that follows from it.

Nothing here knows about children, pages or the database, and nothing else in Kith knows a number of days.
"""
