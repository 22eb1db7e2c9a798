"""The rooms of the program, from the ground up: each may use those before it."""

ROOMS = ("accounts", "guidelines", "assessment", "referrals")
