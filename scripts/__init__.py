"""What starts the product: the command line with HTTP, and the shell scripts beside it."""
