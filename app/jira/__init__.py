"""The Jira side: a demo company, recorded sites and real sites, all accessed over HTTP."""
