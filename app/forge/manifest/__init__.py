"""The manifest: loaded, checked, with a line for each finding."""
