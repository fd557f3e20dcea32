"""What is read from a site for a report, through the cache."""
