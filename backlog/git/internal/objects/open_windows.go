package objects

// nonBlocking is nothing: there are no pipes among the files there.
const nonBlocking = 0
