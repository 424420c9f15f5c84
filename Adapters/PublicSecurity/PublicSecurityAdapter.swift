// PublicSecurity
