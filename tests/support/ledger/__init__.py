"""The true figures of the demo company, kept as things happen."""
