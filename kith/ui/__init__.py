"""The look and the forms of Kith: GOV.UK components, page frame, form rendering. Knows no room."""
