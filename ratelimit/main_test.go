package ratelimit

import "time"

func testHour() time.Time { return time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC) }
