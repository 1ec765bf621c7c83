"""The top storey: settings, addresses, commands and the pages that gather every room."""
