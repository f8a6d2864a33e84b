"""What travels: request bodies and answers, one file per noun; ``values`` holds the types they share."""
