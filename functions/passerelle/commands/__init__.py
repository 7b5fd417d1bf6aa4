"""The command line: it parses, calls an operation and prints. No function imports it."""
