using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using EdgeMonitor.Hosting;
using Microsoft.Extensions.Configuration;

namespace EdgeMonitor.Commands;

/// <summary>
/// Reads options objects from a configuration and collects every fault on the way: values of the wrong type, out of range, missing, and
/// keys that do not exist. (The framework's binder ignores unknown keys or stops at the first fault.)
/// </summary>
/// <param name="root">The configuration.</param>
internal sealed class SettingsReader(IConfigurationRoot root)
{
    private readonly SettingFaults _faults = new(root);
    private readonly Dictionary<Type, Func<IConfigurationSection, object>> _defaults = [];

    /// <summary>Every fault found so far.</summary>
    public IReadOnlyList<SettingFault> Faults => _faults.All;

    /// <summary>Notes a fault found elsewhere.</summary>
    public void Fault(string key, string value, string allowed) => _faults.Add(key, value, allowed);

    /// <summary>True where a fault of this key was noted.</summary>
    public bool HasFault(string key) => _faults.Has(key);

    /// <summary>Options of this type begin with other defaults, which one of their own keys chooses; one that cannot be read chooses none.</summary>
    public SettingsReader ChooseDefaults<TOptions, TKey>(string key, Func<TKey, TOptions> defaults)
        where TOptions : class, new()
    {
        _defaults[typeof(TOptions)] = group => Parse(typeof(TKey), group[key] ?? "").Value is TKey chosen ? defaults(chosen) : new TOptions();
        return this;
    }

    /// <summary>An options object with everything that could be read.</summary>
    public T Read<T>()
        where T : new() => (T)ReadGroup(typeof(T), "", root.GetChildren());

    private object ReadGroup(Type type, string path, IEnumerable<IConfigurationSection> children)
    {
        var options = _defaults.TryGetValue(type, out var choose) ? choose(root.GetSection(path)) : Activator.CreateInstance(type)!;
        var properties = type.GetProperties().Where(property => property.SetMethod is not null).ToArray();
        var given = children.ToDictionary(child => child.Key, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, child) in given)
        {
            if (properties.Any(property => property.Name.Equals(key, StringComparison.OrdinalIgnoreCase))) continue;
            var known = string.Join(", ", properties.Select(property => property.Name));
            Fault(Join(path, key), child.Value ?? "{...}", $"one of the keys {known}; this one is unknown");
        }

        foreach (var property in properties)
        {
            // A group that was left out is read all the same: something in it may have to be given.
            var key = Join(path, property.Name);
            var value = given.TryGetValue(property.Name, out var section) ? ReadValue(property.PropertyType, key, section)
                : IsGroup(property.PropertyType) ? ReadGroup(property.PropertyType, key, [])
                : null;
            if (value is not null) property.SetValue(options, value);
            Check(property, options, key);
        }

        if (options is IValidatableObject whole) CheckWhole(whole, path);
        return options;
    }

    private object? ReadValue(Type type, string key, IConfigurationSection section)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(Dictionary<string, string>)) return Expect(key, section, "a group of keys in braces") ? ReadTexts(key, section) : null;
        if (IsList(type)) return Expect(key, section, "a list in brackets") ? ReadList(type, key, section) : null;
        if (IsGroup(type)) return Expect(key, section, "a group of keys in braces") ? ReadGroup(type, key, section.GetChildren()) : null;
        if (section.GetChildren().Any()) return Refuse("{...}", "a single value");
        var text = section.Value ?? "";
        if (type == typeof(string)) return section.Value;
        var (value, allowed) = Parse(type, text);
        return value ?? Refuse(text, allowed);

        object? Refuse(string value, string allowed)
        {
            Fault(key, value, allowed);
            return null;
        }
    }

    /// <summary>The value, or null; and what would be accepted.</summary>
    private static (object? Value, string Allowed) Parse(Type type, string text)
    {
        var culture = CultureInfo.InvariantCulture;
        if (type == typeof(int)) return (int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var whole) ? whole : null, "a whole number");
        if (type == typeof(double)) return (double.TryParse(text, NumberStyles.Float, culture, out var real) && double.IsFinite(real) ? real : null, "a number");
        if (type == typeof(bool)) return (bool.TryParse(text, out var flag) ? flag : null, "true or false");
        Invariant.Holds(type.IsEnum, $"Options of type {type.Name} cannot be read.");
        var names = Enum.GetNames(type);
        var known = Array.Find(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return (known is null ? null : Enum.Parse(type, known), string.Join(", ", names));
    }

    private bool Expect(string key, IConfigurationSection section, string allowed)
    {
        if (section.Value is not { Length: > 0 } value) return true;
        Fault(key, value, allowed);
        return false;
    }

    private Dictionary<string, string> ReadTexts(string key, IConfigurationSection section)
    {
        var texts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (ReadValue(typeof(string), Join(key, child.Key), child) is string text) texts[child.Key] = text;
        }

        return texts;
    }

    private IList ReadList(Type type, string key, IConfigurationSection section)
    {
        var list = (IList)Activator.CreateInstance(type)!;
        var entry = type.GetGenericArguments()[0];
        foreach (var child in section.GetChildren())
        {
            var number = list.Count.ToString(CultureInfo.InvariantCulture);
            // Only the environment, or braces in place of brackets, can name an entry otherwise.
            if (child.Key == number) list.Add(ReadValue(entry, Join(key, number), child) ?? (entry == typeof(string) ? "" : Activator.CreateInstance(entry)));
            else Fault(Join(key, child.Key), child.Value ?? "{...}", $"a list, whose next entry is {key}:{number}");
        }

        return list;
    }

    private void Check(PropertyInfo property, object options, string key)
    {
        if (HasFault(key)) return;
        var value = property.GetValue(options);
        var rules = property.GetCustomAttributes<ValidationAttribute>().ToArray();
        if (Array.Find(rules, rule => !rule.IsValid(value)) is not { } broken) return;
        Fault(key, Text(value), broken switch
        {
            RequiredAttribute => rules.OfType<RegularExpressionAttribute>().FirstOrDefault()?.ErrorMessage ?? "a value: it must be given",
            RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}"),
            _ => broken.ErrorMessage ?? broken.FormatErrorMessage(property.Name),
        });
    }

    /// <summary>What no single value shows, e.g. two outputs on one line.</summary>
    private void CheckWhole(IValidatableObject options, string path)
    {
        foreach (var result in options.Validate(new ValidationContext(options)))
        {
            foreach (var name in result.MemberNames)
                Fault(Join(path, name), Text(options.GetType().GetProperty(name)?.GetValue(options)), result.ErrorMessage ?? "");
        }
    }

    private static bool IsList(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>);

    private static bool IsGroup(Type type) => type.IsClass && type != typeof(string) && !IsList(type) && type != typeof(Dictionary<string, string>);

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}:{name}";

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
