/// Dates as HTTP headers have them, always in GMT.
enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]

    /// IMF-fixdate of an instant in milliseconds since 1970.
    static func text(_ now: Int64) -> String {
        // `CivilDay` counts in UTC+8; an instant eight hours earlier has there the day and time that are GMT now.
        let shifted = now - 28_800_000
        let day = CivilDay(at: shifted)
        let parts = day.parts
        let time = Array(timeOfDay(shifted))
        let clock = "\(String(time[0...1])):\(String(time[2...3])):\(String(time[4...5]))"
        let weekday = weekdays[Int((day.number % 7 + 7) % 7)]
        return "\(weekday), \(digits(parts.day, 2)) \(months[Int(parts.month) - 1]) \(parts.year) \(clock) GMT"
    }
}
