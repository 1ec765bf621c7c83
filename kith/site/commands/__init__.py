"""What `bin/kith` can do, a page for each kind of work. A command takes its arguments and gives back an exit code."""
