"""The dashboard and where it is kept, with its last versions."""
