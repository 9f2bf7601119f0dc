package office

// What tests look at from outside.
var (
	NextOf       = nextOf
	PlainCode    = plainCode
	ReadableCode = readableCode
	Delay        = delay
)
