"""Something out of the ordinary that happens to one issue around one sprint."""
