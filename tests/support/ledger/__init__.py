"""The true figures of the demo company, recorded as things happen."""
