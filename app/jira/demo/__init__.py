"""The demo company: its teams, its boards and what happens to them."""
