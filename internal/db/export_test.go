package db

// Places is for the tests.
var Places = places
