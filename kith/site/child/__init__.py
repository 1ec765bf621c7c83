"""The child's page and its sub-pages, gathered from every room (promise 3)."""
