"""The functions of the app, one for each function key."""
