"""An issue's history turned into timelines."""
