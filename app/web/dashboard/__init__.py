"""The dashboard: its model, its storage and its last versions."""
