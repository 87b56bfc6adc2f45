namespace EdgeMonitor.Uplink;

/// <summary>MQTT 5 reason codes of failures in words (MQTT 5, 2.4).</summary>
internal static class MqttReasons
{
    /// <summary>Reason codes from here on are failures.</summary>
    public const int FirstFailure = 128;

    /// <summary>Success, but nobody is subscribed: the broker has kept the message for nobody.</summary>
    public const int NoMatchingSubscribers = 16;

    /// <summary>A message that cannot be sent as it is.</summary>
    public const int MalformedPacket = 129, ImplementationSpecific = 131, PacketTooLarge = 149;

    /// <summary>Another client has connected with the same client id.</summary>
    public const int TakenOver = 142;

    /// <summary>The code in words.</summary>
    public static string Text(int reason) => reason switch
    {
        128 => "unspecified error",
        MalformedPacket => "malformed packet",
        130 => "protocol error",
        ImplementationSpecific => "implementation specific error",
        132 => "unsupported protocol version",
        133 => "client identifier not valid",
        134 => "bad user name or password",
        135 => "not authorised",
        136 => "server unavailable",
        137 => "server busy",
        138 => "banned",
        139 => "server shutting down",
        140 => "bad authentication method",
        141 => "keep-alive timeout",
        TakenOver => "session taken over",
        143 => "topic filter invalid",
        144 => "topic name invalid",
        145 => "packet identifier in use",
        147 => "receive maximum exceeded",
        148 => "topic alias invalid",
        PacketTooLarge => "packet too large",
        150 => "message rate too high",
        151 => "quota exceeded",
        152 => "administrative action",
        153 => "payload format invalid",
        154 => "retain not supported",
        155 => "quality of service not supported",
        156 => "use another server",
        157 => "server moved",
        158 => "shared subscriptions not supported",
        159 => "connection rate exceeded",
        160 => "maximum connect time",
        161 => "subscription identifiers not supported",
        162 => "wildcard subscriptions not supported",
        _ => "no known reason",
    };
}
