"""Comments on documents, in the portal, the console and /v1."""
