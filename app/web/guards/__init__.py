"""What a request passes before its endpoint: the head, the access key, the body; and every answer's headers."""
