"""The synthetic authority of Northmere: planned without a database here, then lived through the product's own steps."""
