//! The date that outputs bear.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The day of `SOURCE_DATE_EPOCH` (seconds since 1970, UTC) where it is set, else today.
pub fn today() -> Date {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|s| s.trim().parse().ok());
    let at = fixed.and_then(|s| Timestamp::from_second(s).ok()).unwrap_or_else(Timestamp::now);
    at.to_zoned(TimeZone::UTC).date()
}

/// The first moment of a day (UTC), for formats that demand a time.
pub fn midnight(date: Date) -> Timestamp {
    date.to_zoned(TimeZone::UTC).map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}
