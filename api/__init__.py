"""The assistant over HTTP: the page, the API, and the ways in for other software."""
