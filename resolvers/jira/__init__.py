"""One request to Jira and what its answer means."""
