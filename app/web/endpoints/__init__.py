"""What answers a request, one file for each address or family of addresses."""
