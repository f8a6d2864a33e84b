"""One file per revision; only upwards, a backup is the way back."""
