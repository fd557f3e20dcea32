"""The app's functions, one per function key."""
