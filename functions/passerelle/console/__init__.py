"""The console: a web page and its API. It rules nothing: what it does, the operations do, as for the command line."""
