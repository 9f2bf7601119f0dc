// Package calendar knows days, working days and terms.
//
// A term of law is counted in days of the civil calendar and never in hours:
// whoever brings a matter at nine in the evening has the same deadline as the
// person who came in the morning. A Day therefore carries neither a time nor a
// zone; the only place where a zone matters is Of, which asks the time it is
// given what day it is where that time was taken.
//
// Which days are working days is decided anew every year, by the law on
// holidays and by government decisions that move days off. Calendar reads
// them from a plain file (kazakhstan.toml is built in, an operator may give
// another one); the program knows no holiday by itself.
//
// Which term applies to what is law too, and differs from place to place.
// Clock is such a profile of terms, again read from a file (clocks.toml).
package calendar
