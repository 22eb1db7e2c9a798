"""Small inputs on which systems like this one have failed, row by row under their ids."""
