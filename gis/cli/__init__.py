"""The command line without HTTP: files in, files out, or against the database.

``main`` gathers the commands and turns an error into its exit status; ``console`` draws progress. Each
other file holds one command or one group of them. Help and messages are Chinese.
"""
