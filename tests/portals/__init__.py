"""Publishing on portals: a stand-in that is fast, and a real CKAN."""
