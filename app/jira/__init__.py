"""The Jira side: a demo company, recorded sites and real ones, all asked over HTTP."""
