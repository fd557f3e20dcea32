"""Guards and layers: checks of a request's head, access key and body, and the headers of answers."""
