"""What it means when Jira does not answer as it should."""
