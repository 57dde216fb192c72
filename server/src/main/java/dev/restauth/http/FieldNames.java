package dev.restauth.http;

/** Names of the header fields that this server reads or writes, in their usual spelling. */
public final class FieldNames {
  public static final String ACCEPT = "Accept";
  public static final String ACCEPT_ENCODING = "Accept-Encoding";
  public static final String ACCEPT_LANGUAGE = "Accept-Language";
  public static final String ACCESS_CONTROL_ALLOW_HEADERS = "Access-Control-Allow-Headers";
  public static final String ACCESS_CONTROL_ALLOW_METHODS = "Access-Control-Allow-Methods";
  public static final String ACCESS_CONTROL_ALLOW_ORIGIN = "Access-Control-Allow-Origin";
  public static final String ACCESS_CONTROL_EXPOSE_HEADERS = "Access-Control-Expose-Headers";
  public static final String ACCESS_CONTROL_MAX_AGE = "Access-Control-Max-Age";
  public static final String ACCESS_CONTROL_REQUEST_METHOD = "Access-Control-Request-Method";
  public static final String ALLOW = "Allow";
  public static final String AUTHORIZATION = "Authorization";
  public static final String CACHE_CONTROL = "Cache-Control";
  public static final String CONTENT_DISPOSITION = "Content-Disposition";
  public static final String CONTENT_ENCODING = "Content-Encoding";
  public static final String CONTENT_SECURITY_POLICY = "Content-Security-Policy";
  public static final String CONTENT_TYPE = "Content-Type";
  public static final String COOKIE = "Cookie";
  public static final String ETAG = "ETag";
  public static final String HOST = "Host";
  public static final String IF_MATCH = "If-Match";
  public static final String IF_NONE_MATCH = "If-None-Match";
  public static final String LAST_EVENT_ID = "Last-Event-ID";
  public static final String LAST_EVENT_NUMBER = "Last-Event-Number";
  public static final String LINK = "Link";
  public static final String LOCATION = "Location";
  public static final String ORIGIN = "Origin";
  public static final String OTP = "OTP";
  public static final String OTP_REQUIRED = "OTP-Required";
  public static final String PRAGMA = "Pragma";
  public static final String PURPOSE = "Purpose";
  public static final String REFERRER_POLICY = "Referrer-Policy";
  public static final String RETRY_AFTER = "Retry-After";
  public static final String SEC_FETCH_SITE = "Sec-Fetch-Site";
  public static final String SEC_PURPOSE = "Sec-Purpose";
  public static final String SET_COOKIE = "Set-Cookie";
  public static final String SIGN_UP_WORK = "Sign-Up-Work";
  public static final String STRICT_TRANSPORT_SECURITY = "Strict-Transport-Security";
  public static final String USER_AGENT = "User-Agent";
  public static final String VARY = "Vary";
  public static final String WWW_AUTHENTICATE = "WWW-Authenticate";
  public static final String X_ACCEL_BUFFERING = "X-Accel-Buffering";
  public static final String X_CONTENT_TYPE_OPTIONS = "X-Content-Type-Options";
  public static final String X_FORWARDED_FOR = "X-Forwarded-For";
  public static final String X_FORWARDED_HOST = "X-Forwarded-Host";
  public static final String X_FORWARDED_PROTO = "X-Forwarded-Proto";
  public static final String X_FRAME_OPTIONS = "X-Frame-Options";

  private FieldNames() {}
}
